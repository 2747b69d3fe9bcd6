// Package attribution weighs rival explanations of a case: who wrote a program,
// who runs it, who is paid, whose the servers are. Each question has hypotheses
// of its own and always the one that none of them is true. Evidence can be
// faked, so the chance that it was planted is part of the model, and what costs
// nothing to write weighs little.
//
// The model is plain Bayes over intervals. Terms, as docs/attribution.md
// derives them:
//
//   - item: one piece of evidence, with how likely it is under each hypothesis
//     (a [Word], an interval), how good its source is (an Admiralty code) and
//     what it costs to fake (0 to 4);
//   - cluster: items that one hand could set together; with the chance that an
//     actor plants them, that they belong to this case, and how much an item
//     repeats another (correlation);
//   - draw: one choice of a number in every interval; the answer is the range
//     over many draws, from 5 to 95 in a hundred.
//
// The same input and seed give the same numbers. The numbers in the tables are
// conventions, not measurements.
package attribution
