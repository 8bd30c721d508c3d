variable "env" {
  type    = string
  default = "prod"
}
variable "idle" {
  type    = number
  default = 120
}
variable "text_number" {
  default = "75"
}
variable "lb" {
  type = object({
    idle    = optional(number, 905)
    name    = string
    enabled = optional(bool)
    nested  = optional(object({ a = optional(string, "x"), b = optional(list(number), [1, 2]) }), {})
  })
  default = { name = "edge" }
}
variable "lbs" {
  type    = map(object({ idle = optional(number, 60) }))
  default = { a = {}, b = { idle = 300 } }
}
variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "list" {
  type    = list(number)
  default = [3, 1, 2]
}
variable "any_map" {
  type    = map(any)
  default = { one = "1", two = 2 }
}
variable "tup" {
  type    = tuple([string, number])
  default = [1, "2"]
}
locals {
  table   = { prod = 300, dev = 60 }
  tuple   = ["a", 1, true, null]
  people  = [{ name = "ann", age = 30 }, { name = "bob", age = 40 }]
  nested  = { a = { b = { c = [10, 20, { d = "deep" }] } } }
  empty   = {}
  nothing = null
  file    = file("${path.module}/data.txt")
  yaml    = yamldecode(file("data.yaml"))
  json    = jsondecode(file("data.json"))
}
