package redoubt.admission.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redoubt.admission.decide.Evidence;
import redoubt.admission.policy.Requirement;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/** Knows what it was told. */
public final class Told implements Evidence {
  private final Map<String, Digest> meanings = new HashMap<>();
  private final Map<Digest, String> objections = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  /** An image that holds what is asked of it. */
  public Told good(String name, Digest digest) {
    meanings.put(name, digest);
    return this;
  }

  public Told bad(String name, Digest digest, String said) {
    objections.put(digest, said);
    return good(name, digest);
  }

  /** What was asked for, in order. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public Meaning meaning(ImageReference image) {
    Digest digest = meanings.get(image.toString());
    return digest == null
        ? new Meaning.Unknown("There is no such image.", "Push it.")
        : new Meaning.Exactly(digest);
  }

  @Override
  public Finding finding(
      ImageReference image, Digest digest, String namespace, Requirement.Asked requirement) {
    asked.add(image.name() + "@" + digest);
    boolean known = meanings.containsValue(digest);
    String objection = objections.getOrDefault(digest, known ? "" : "Nobody has signed it.");
    return new Finding(
        objection.isEmpty(), objection.isEmpty() ? "It is signed." : objection, "Sign it.");
  }
}
