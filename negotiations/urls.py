from django.urls import include, path

from negotiations.views import asking, boxes, deciding, files, reading, safety

# Grouped by how they begin: whatever begins otherwise is passed over in one step.
of_request = [
    path("", reading.show_request, name="show_request"),
    path("export/", reading.export_request, name="export_request"),
    path("export/files/", files.export_files, name="export_files"),
    path("write/", asking.write_request, name="write_request"),
    path("discard/", asking.discard_request, name="discard_request"),
    path("acknowledge/", deciding.acknowledge_request, name="acknowledge_request"),
    path("accept/", deciding.accept_request, name="accept_request"),
    path("question/", deciding.ask_for_more, name="ask_for_more"),
    path("decline/", deciding.decline_request, name="decline_request"),
    path("withdraw/", deciding.withdraw_request, name="withdraw_request"),
    path("close/", deciding.close_request, name="close_request"),
    path("messages/", deciding.write_message, name="write_message"),
    path("notes/", deciding.write_note, name="write_note"),
    path("assign/", deciding.assign_request, name="assign_request"),
    path("block/", safety.block_sender, name="block_sender"),
    path("report/", safety.report_request, name="report_request"),
]
requests = [
    path("", boxes.list_inbox, name="list_inbox"),
    path("sent/", boxes.list_outbox, name="list_outbox"),
    path("blocked/", safety.list_blocks, name="list_blocks"),
    path("blocked/<int:pk>/end/", safety.unblock_sender, name="unblock_sender"),
    path("files/<uuid:pk>/", files.download_attachment, name="download_attachment"),
    path("<uuid:pk>/", include(of_request)),
]
urlpatterns = [
    path("listings/<uuid:pk>/ask/", asking.start_request, name="start_request"),
    path("requests/", include(requests)),
]
