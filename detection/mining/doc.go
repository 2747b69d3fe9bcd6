// Package mining judges whether an instruction makes a machine mine, and who is
// paid by it: command lines, configurations, groups of variables, and what a
// miner itself wrote to its log.
//
// A command line is recognised by its structure (an option that takes a host and
// port, a user shaped like a wallet or a worker, a password, keep-alive, threads,
// an algorithm) and not by the words in it: a program may be called anything.
// Every feature has a written weight (weights.go); their sum is a score, and the
// score's confidence is the share of mining among the labelled lines of
// testdata/commandlines.tsv with such a score (docs/confidence.md).
//
// Terms: a login is what a pool is told as user; a payee is the wallet or account
// in it; a template's words in its place are a placeholder.
package mining
