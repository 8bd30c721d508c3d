resource "google_compute_global_forwarding_rule" "web" {
  name                  = "web"
  target                = google_compute_target_https_proxy.web.id
  load_balancing_scheme = "EXTERNAL_MANAGED"
  port_range            = "443"
}

resource "google_compute_target_https_proxy" "web" {
  name             = "web"
  url_map          = google_compute_url_map.web.id
  ssl_certificates = [var.certificate]
}

resource "google_compute_url_map" "web" {
  name            = "web"
  default_service = google_compute_backend_service.nginx.id
}

resource "google_compute_backend_service" "nginx" {
  name                  = "nginx"
  protocol              = "HTTP"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  timeout_sec           = 30

  backend {
    group          = google_compute_network_endpoint_group.nginx.id
    balancing_mode = "RATE"
    max_rate       = 500
  }
}

resource "google_compute_network_endpoint_group" "nginx" {
  name         = "nginx"
  network      = var.network
  default_port = 8080
  zone         = "europe-west3-a"
}

variable "certificate" {
  type = string
}

variable "network" {
  type = string
}
