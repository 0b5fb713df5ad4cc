package redoubt.admission.decide;

import redoubt.admission.policy.Requirement.SecretName;

/** Public keys that lie in secrets of a cluster. */
public interface Keys {
  /**
   * Those in a secret.
   *
   * @param namespace where secrets lie that say none
   */
  Held of(SecretName secret, String namespace);

  /** What a secret holds. */
  sealed interface Held {
    /**
     * @param called what the secret says that the key is called; the secret's name where it does
     *     not
     * @param keys PEM, or armoured OpenPGP keys
     */
    record Public(String called, String keys) implements Held {}

    /**
     * Nothing that is known.
     *
     * @param said why, one sentence
     * @param remedy what to do, one sentence
     */
    record Nothing(String said, String remedy) implements Held {}
  }

  /** Where no cluster is asked about. */
  Keys NONE =
      (secret, namespace) ->
          new Held.Nothing(
              "The key lies in the secret " + secret.name() + " of a cluster.",
              "Apply the policy, and try it as the cluster has it: redoubt policy test --cluster.");
}
