from django.urls import path

from negotiations.views import asking, boxes, deciding, files, reading, safety

REQUEST = "requests/<uuid:pk>/"

urlpatterns = [
    path("listings/<uuid:pk>/ask/", asking.start_request, name="start_request"),
    path("requests/", boxes.list_inbox, name="list_inbox"),
    path("requests/sent/", boxes.list_outbox, name="list_outbox"),
    path("requests/blocked/", safety.list_blocks, name="list_blocks"),
    path("requests/blocked/<int:pk>/end/", safety.unblock_sender, name="unblock_sender"),
    path("requests/files/<uuid:pk>/", files.download_attachment, name="download_attachment"),
    path(REQUEST, reading.show_request, name="show_request"),
    path(REQUEST + "export/", reading.export_request, name="export_request"),
    path(REQUEST + "export/files/", files.export_files, name="export_files"),
    path(REQUEST + "write/", asking.write_request, name="write_request"),
    path(REQUEST + "discard/", asking.discard_request, name="discard_request"),
    path(REQUEST + "acknowledge/", deciding.acknowledge_request, name="acknowledge_request"),
    path(REQUEST + "accept/", deciding.accept_request, name="accept_request"),
    path(REQUEST + "question/", deciding.ask_for_more, name="ask_for_more"),
    path(REQUEST + "decline/", deciding.decline_request, name="decline_request"),
    path(REQUEST + "withdraw/", deciding.withdraw_request, name="withdraw_request"),
    path(REQUEST + "close/", deciding.close_request, name="close_request"),
    path(REQUEST + "messages/", deciding.write_message, name="write_message"),
    path(REQUEST + "notes/", deciding.write_note, name="write_note"),
    path(REQUEST + "assign/", deciding.assign_request, name="assign_request"),
    path(REQUEST + "block/", safety.block_sender, name="block_sender"),
    path(REQUEST + "report/", safety.report_request, name="report_request"),
]
