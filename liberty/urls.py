from django.urls import path

from liberty.views import events

app_name = "liberty"

urlpatterns = [
    path("liberty/", events.wall, name="wall"),
    path("liberty/<uuid:pk>/end/", events.event_end, name="event_end"),
    path("cases/<str:code>/liberty/add/", events.event_add, name="event_add"),
]
