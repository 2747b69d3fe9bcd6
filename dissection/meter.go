package dissection

import "fmt"

// Meter counts what one root costs against its [Budget]. It is used from the
// goroutine that walks the root.
type Meter struct {
	budget  Budget
	members int
	bytes   int64
}

// NewMeter returns a meter that has counted nothing yet.
func NewMeter(b Budget) *Meter { return &Meter{budget: b} }

// BudgetError says which bound a root went over. What was within the bound has
// been examined.
type BudgetError struct{ Reason string }

func (e *BudgetError) Error() string { return e.Reason }

// Room says why no further piece may be nested that deep (the pieces of a root
// have depth 1), nil if one may.
func (m *Meter) Room(depth int) error {
	if depth > m.budget.Depth {
		return &BudgetError{fmt.Sprintf("nested more than %d deep: not examined further", m.budget.Depth)}
	}
	if m.members >= m.budget.Members {
		return &BudgetError{fmt.Sprintf("holds more than %d pieces: the rest was not examined", m.budget.Members)}
	}
	return nil
}

// Enter counts one more piece, nested that deep.
func (m *Meter) Enter(depth int) error {
	if err := m.Room(depth); err != nil {
		return err
	}
	m.members++
	return nil
}

// Add counts n more bytes that came out of the root. A refused count changes nothing.
func (m *Meter) Add(n int64) error {
	if n < 0 || n > m.budget.Bytes-m.bytes {
		return &BudgetError{fmt.Sprintf("unpacks to more than %d bytes: the rest was not examined", m.budget.Bytes)}
	}
	m.bytes += n
	return nil
}

// Left returns how many bytes may still come out of the root.
func (m *Meter) Left() int64 { return m.budget.Bytes - m.bytes }
