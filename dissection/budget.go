package dissection

// Budget bounds what one root may cost, so that a bomb costs its budget and
// then is damage.
type Budget struct {
	Depth   int   // how deep pieces may nest
	Members int   // how many pieces may come out of one root
	Bytes   int64 // how many bytes all pieces of one root may hold together
	Memory  int64 // a piece up to this size lives in memory, a larger one in a spool
}

// DefaultBudget is generous for real evidence.
func DefaultBudget() Budget {
	return Budget{Depth: 16, Members: 200_000, Bytes: 64 << 30, Memory: 16 << 20}
}
