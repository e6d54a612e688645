"""The board is at `/`, the admin at `/admin/`."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("", views.board, name="board"),
    path("deals", views.start, name="start"),
    path("deals/<str:key>/facts", views.record, name="record"),
    path("deals/<str:key>/moves", views.drop, name="drop"),
    path("admin/", admin.site.urls),
]
