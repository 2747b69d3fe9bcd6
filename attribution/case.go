package attribution

// None is the hypothesis that none of the others is true. Every question has it.
const None = "none"

// Case is what is weighed: questions, hypotheses, and the evidence.
type Case struct {
	Name       string
	Questions  []Question   // in the order of their names
	Hypotheses []Hypothesis // in the order of their names
	Clusters   []Cluster
	Items      []Item
}

// Question is one that is answered by itself: author, operator, beneficiary,
// owner of the infrastructure.
type Question struct {
	ID         string
	Hypotheses []string // without None
}

// Hypothesis is a rival explanation.
type Hypothesis struct {
	ID    string
	Claim string
	Prior Range // before any evidence; of those of one question they are brought to a sum of 1
}

// Cluster is evidence that one hand could set together.
type Cluster struct {
	ID          string
	Planting    map[string]Range // by hypothesis: the chance that this actor plants it; "*" for those not named
	Relevance   Range            // the chance that it belongs to this case at all
	Correlation Range            // how much of an item's weight is left when another of the cluster is known
}

// Item is one piece of evidence.
type Item struct {
	ID          string
	Statement   string
	Cluster     string // "" for one by itself
	Source      Source
	Cost        int                          // to fake, 0 to 4
	PublicSince string                       // YYYY[-MM[-DD]] when the clue became public knowledge, "" if that is not known
	Finding     string                       // id of a finding that states it, "" if none
	Likelihood  map[string]map[string]string // question → hypothesis or "*" → word
}

// Source is where an item is known from.
type Source struct {
	Reliability string // A to F
	Credibility string // 1 to 6
	Reference   string
	Date        string // of what the item speaks of, YYYY[-MM[-DD]]
}
