// Package gcp turns the Google Cloud resources of a Terraform root into endpoints: application load balancers, proxy and passthrough network load
// balancers, Cloud NAT, the connection tracking of VPC networks, Cloud Run and App Engine.
//
// A Google application load balancer is made of several resources. It accepts connections as its target proxy and makes connections as its backend
// services; the way between them (proxy, url map, backend service) lies inside one product and is no hop, so that the two clocks of one proxy are
// never compared. All numbers are the catalogue's: see the presets gclb, gcp-proxy-nlb, gcp-passthrough-nlb, cloud-nat and gcp-vpc-firewall.
package gcp
