output "hosts" {
  description = "Address of each region's instance: host of the setting REDIS_URL."
  value       = { for region, redis in google_redis_instance.this : region => "${redis.host}:${redis.port}" }
}
