// Package near measures how far a name is from the one that was probably meant: "did you mean ...?".
package near

// longest is the number of bytes beyond which no name counts as near: what is compared comes from files, and the cost grows with the square.
const longest = 256

// Distance counts the letters (bytes) to insert, delete, replace or swap with their neighbour to turn a into b. It gives up at limit: a
// result of limit means that many or more, or a name of more than 256 bytes.
func Distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > longest || len(b) > longest {
		return limit
	}
	var rows [3][longest + 1]int // of the letters before the last one, the last one, and this one
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
