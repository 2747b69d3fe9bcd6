// Package monero reads and writes what Monero itself defines: its base58, and
// its addresses. It follows the reference implementation (src/common/base58.cpp,
// src/cryptonote_basic/cryptonote_basic_impl.cpp and src/cryptonote_config.h of
// monero-project/monero). It knows nothing of evidence and does no I/O.
//
// An address that decodes is well formed. That says nothing of who holds its
// keys, nor whether anybody does.
package monero
