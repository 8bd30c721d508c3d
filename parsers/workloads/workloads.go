// Package workloads recognises the applications of a repository without their being declared: what Dockerfiles build, what compose, Kubernetes and
// Procfiles start, and what the applications' own files and code say of idle timeouts.
package workloads
