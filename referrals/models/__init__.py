from referrals.models.disclosure import Disclosure
from referrals.models.liaison import LiaisonOfficer
from referrals.models.referral import Acknowledgement, Referral, ReferralStep
from referrals.models.sent import SentFile
from referrals.models.sharing import ConsentRecord, SharingProtocol
from referrals.models.transfer import Transfer

__all__ = [
    "Acknowledgement",
    "ConsentRecord",
    "Disclosure",
    "LiaisonOfficer",
    "Referral",
    "ReferralStep",
    "SentFile",
    "SharingProtocol",
    "Transfer",
]
