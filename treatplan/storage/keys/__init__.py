"""The keys of an encrypted clinic: who opens it, with which passphrase. `keyfile` leads; no database is loaded here.

The clinic `x.treatplan` is encrypted with one random data key. Beside it lies the key file `x.tpkeys` and its copy
`x.tpkeys.copy`. They hold the data key once for each user and once for the printed recovery code:

- A user has a key pair for wrapping (X25519) and one for signing (Ed25519). The private keys are locked by a key that
  Argon2id makes from the passphrase. The data key is sealed to the public key, so that any open session can seal a new
  data key to everybody without knowing their passphrases.
- The recovery code is 160 random bits, and locks the data key without Argon2id: there is nothing to guess.
- Anyone could seal a data key of their own making to a public key. So the whole file carries a tag that takes the data
  key and the file key: 32 random bytes that stand only where a passphrase or the recovery code has locked them.
"""
