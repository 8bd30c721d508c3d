// Package nginxtest runs the nginx that is installed on this machine, so that tests can compare what timeoutlint
// predicts with what nginx does. It holds the two ends around nginx as well: backends that count connections and
// requests, a client that measures how long an idle connection lives, and a relay that makes a network slow.
//
// Everything listens on loopback, needs no root, and ends with the test that started it. Only tests import it.
package nginxtest
