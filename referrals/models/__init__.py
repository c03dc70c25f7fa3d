from referrals.models.referral import Acknowledgement, Referral, ReferralStep
from referrals.models.sharing import ConsentRecord, SharingProtocol

__all__ = ["Acknowledgement", "ConsentRecord", "Referral", "ReferralStep", "SharingProtocol"]
