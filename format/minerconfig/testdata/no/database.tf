variable "pool" { default = "10" }
variable "host" { default = "db.example.com" }
variable "user" { default = "app" }
variable "address" { default = "10.0.0.4:5432" }
