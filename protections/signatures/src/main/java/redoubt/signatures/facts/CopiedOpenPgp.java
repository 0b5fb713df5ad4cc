package redoubt.signatures.facts;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Format;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.gpg.SimpleSigning;
import redoubt.signatures.signers.Known;
import redoubt.signatures.sql.CopyRows;
import redoubt.store.Database;

/** OpenPGP messages beside images of other registries, as far as they were copied from there. */
record CopiedOpenPgp(Database database) implements Finder {
  private static final String KIND = "openpgp-copy ";

  @Override
  public boolean owns(String source) {
    return source.startsWith(KIND);
  }

  @Override
  public Sight find(Subject subject) {
    if (!subject.isForeign()) {
      return Sight.whole(List.of());
    }
    return Sight.whole(
        database
            .read(handle ->
                CopyRows.openPgp(
                    handle, subject.instance(), subject.repository(), subject.digest()))
            .stream()
            .map(digest ->
                new Found(
                    KIND + digest, digest, Format.OPENPGP, known -> look(subject, digest, known)))
            .toList());
  }

  private List<Attested> look(Subject subject, Digest digest, Known known) {
    return database
        .read(handle ->
            CopyRows.openPgp(
                handle, subject.instance(), subject.repository(), subject.digest(), digest))
        .stream()
        .filter(content -> known.budget().read(content.length))
        .map(content -> SimpleSigning.verify(subject.digest(), content, known.openPgp()))
        .map(fact -> Attested.of(fact, Optional.empty()))
        .toList();
  }
}
