from django.urls import path

from liberty import views

app_name = "liberty"

urlpatterns = [
    path("liberty/", views.wall, name="wall"),
    path("liberty/<uuid:pk>/end/", views.event_end, name="event_end"),
    path("cases/<str:code>/liberty/add/", views.event_add, name="event_add"),
]
