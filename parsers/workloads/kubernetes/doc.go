// Package kubernetes reads manifests: who of a cluster's balancers, ingress controllers and meshes connects to which container, and how long each of them
// keeps idle connections.
//
//	bytes ── plain (templates blanked, same offsets) ── documents ── nodes with places ── objects ── declare
//
// Helm templates are read as they stand: control lines are dropped, a value that the chart's values.yaml holds is that value, and every other expression
// is text that equals itself and nothing else. What a number means is data of package presets; this package knows where products keep their settings.
package kubernetes
