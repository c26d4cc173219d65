output "address" {
  description = "Where the DNS records of the domains must point."
  value       = google_compute_global_address.this.address
}

output "url_map" {
  description = "Name of the URL map, for the SLO."
  value       = google_compute_url_map.https.name
}
