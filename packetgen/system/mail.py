"""An e-mail as a file that a mail program opens ready to be sent: sending stays people's act."""

from email.message import EmailMessage
from email.policy import SMTP


def draft_mail(address: str, subject: str, text: str) -> bytes:
    """Return a file .eml, without a sender; to nobody where there is no address."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    if address:
        mail["To"] = address
    # Outlook then opens it as a draft
    mail["X-Unsent"] = "1"
    mail.set_content(text, cte="quoted-printable")
    return mail.as_bytes()
