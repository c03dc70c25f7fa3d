"""The addresses of the spine, in groups; one path a line."""

app_name = "cases"

notifications = []

case = []

documents = []

urlpatterns = [*notifications, *case, *documents]
