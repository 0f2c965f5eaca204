from negotiations.models.attachments import MessageAttachment
from negotiations.models.mails import ReceivedMail
from negotiations.models.requests import ContactRequest, Decline, Intention
from negotiations.models.safety import Block, Report
from negotiations.models.threads import Event, Message, Note, ReadMark

__all__ = [
    "Block",
    "ContactRequest",
    "Decline",
    "Event",
    "Intention",
    "Message",
    "MessageAttachment",
    "Note",
    "ReadMark",
    "ReceivedMail",
    "Report",
]
