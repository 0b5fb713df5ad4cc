package redoubt.server;

import java.util.List;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.SignatureObjects;
import redoubt.signatures.SignaturesRoom;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.facts.Subject;

/**
 * Has content trust keep the signatures that the registry is given. It is built later, so it is
 * looked for with each call.
 */
record SignaturesBeside(Foundations on) implements SignatureObjects {
  @Override
  public List<Kept> list(String instance, RepositoryName repository, Digest image) {
    return room().beside().of(new Subject(instance, repository, image)).stream()
        .map(signature -> new Kept(signature.name(), signature.content()))
        .toList();
  }

  @Override
  public void put(
      String instance, String actor, RepositoryName repository, Digest image, Kept signature) {
    room()
        .beside()
        .put(
            new Subject(instance, repository, image),
            actor,
            new PutSignature(signature.name(), signature.content()),
            room().verdicts()::renew);
  }

  private SignaturesRoom room() {
    return on.room(SignaturesRoom.class);
  }
}
