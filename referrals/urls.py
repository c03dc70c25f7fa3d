app_name = "referrals"

referring = []

transferring = []

urlpatterns = [*referring, *transferring]
