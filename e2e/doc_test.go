// Package e2e holds timeoutlint against reality: a real nginx on loopback, with counting backends behind it and
// measuring clients before it. What the tool predicts must be what is observed.
package e2e
