package finding

import "github.com/timeoutlint/timeoutlint/chain"

// DeadlineChanges are those of one OpenAPI document that both states have.
type DeadlineChanges struct {
	Document   string           // the id of its endpoint at the head: openapi/FILE
	Moved      []DeadlineChange // in the order of paths and methods
	Incomplete string           // why some may be missing, "" if none is
}

// DeadlineChange is an operation that a gateway waits for another time after the change, whichever line moved it.
type DeadlineChange struct {
	Operation string     // GET /reports, as it is called at the head
	Was, Is   chain.Case // with places in the files of the base and of the head
}
