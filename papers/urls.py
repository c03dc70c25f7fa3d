from django.urls import path

from papers import views

app_name = "papers"

urlpatterns = [path("verify/", views.verify, name="verify")]
