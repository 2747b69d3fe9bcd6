variable "region" { default = "eu-west-1" }
variable "pool" {
  type    = string
  default = "pool.example.com:3333"
}
variable "wallet" {
  type    = string
  default = "4MASi45ub7Qe4ZE36UT5G6cU4ud8Fhhe4deS4F3cw9KTAb8dLcukC7edhDQ7cn5d4gEYkbUrMWeWQLGsCmrG6dLaYyNoVKf"
}
