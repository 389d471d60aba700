"""What spans rooms, standing above them."""
