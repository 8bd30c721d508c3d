// Package safety runs the built program on what an attacker may write, and looks from outside at what it reads, starts, uses and leaves behind. SECURITY.md says
// which of its tests shows which promise.
package safety
