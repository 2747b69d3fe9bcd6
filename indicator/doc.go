// Package indicator holds the things that can be searched for, shared and
// compared: wallets, endpoints, domains, addresses, URLs, hashes and so on.
//
// An [Indicator] is typed and canonical, so that two are the same thing when ==
// says so. [Scan] finds indicators in running text, [DecodeWallet] says whom a
// wallet pays, [SplitLogin] takes the login of a pool apart, [ParseEndpoint]
// the address of one, and [Refang] undoes what analysts do to keep an indicator
// from being clicked.
//
// The package reads text and judges form. It resolves no name, asks nobody, and
// says nothing of good or evil.
package indicator
