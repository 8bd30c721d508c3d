# Each machine is made from an image that has Docker and this repository's compose.yaml.
resource "google_compute_region_instance_group_manager" "web" {
  name               = "web"
  base_instance_name = "web"
  region             = "europe-west3"
  target_size        = 2

  version {
    instance_template = var.template
  }

  named_port {
    name = "http"
    port = 8080
  }
}
