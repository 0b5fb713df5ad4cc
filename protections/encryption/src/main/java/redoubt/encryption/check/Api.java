package redoubt.encryption.check;

/** A version of the contract. */
public enum Api {
  V1BETA1,
  V2
}
