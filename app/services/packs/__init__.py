"""Rule packs as they stand in this agency; below every room, because each judges by them."""

from app.services.packs.reading import library as library
