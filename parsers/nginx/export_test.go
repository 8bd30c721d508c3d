package nginx

import "testing"

// ForgetBlocks has the blocks of all servers forgotten and read again, as in a root of very many.
func ForgetBlocks(t *testing.T) {
	kept := keptBlocks
	keptBlocks = -1
	t.Cleanup(func() { keptBlocks = kept })
}
