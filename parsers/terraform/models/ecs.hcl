# source: terraform-aws-modules/ecs/aws
# Stands for the module where its body is not at hand: its services come from its own module of services.

variable "create" { default = true }
variable "services" { default = {} }

module "service" {
  source                        = "terraform-aws-modules/ecs/aws//modules/service"
  for_each                      = { for k, v in var.services : k => v if var.create }
  create                        = try(each.value.create, true)
  name                          = try(coalesce(each.value.name), each.key)
  load_balancer                 = try(each.value.load_balancer, {})
  container_definitions         = try(each.value.container_definitions, {})
  service_connect_configuration = try(each.value.service_connect_configuration, null)
}

output "services" { value = module.service }
