package redoubt.signatures.judge;

import java.util.ArrayList;
import java.util.List;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.Signers;
import redoubt.signatures.sql.CoverRows;
import redoubt.signatures.trust.Policies;
import redoubt.signatures.trust.TrustPolicy;
import redoubt.store.Database;

/** Whose rules hold for which images, for who writes them down elsewhere. */
public final class Areas {
  private final Database database;
  private final Signers signers;
  private final Policies policies;

  public Areas(Database database, Signers signers, Policies policies) {
    this.database = database;
    this.signers = signers;
    this.policies = policies;
  }

  /**
   * Images that a namespace has rules for.
   *
   * @param prefix a registry, or one and a path in it
   * @param signers that were not revoked
   */
  public record Area(String prefix, TrustPolicy policy, List<NamedSigner> signers) {
    public Area {
      signers = List.copyOf(signers);
    }
  }

  /**
   * All of an instance: its namespaces under each of the names, and what they cover.
   *
   * @param namespaces of the instance
   * @param registries by which names this server is called
   */
  public List<Area> of(String instance, List<String> namespaces, List<String> registries) {
    List<Area> areas = new ArrayList<>();
    for (String namespace : namespaces) {
      for (String registry : registries) {
        areas.add(area(instance, namespace, registry + "/" + namespace));
      }
    }
    for (Cover cover : database.read(handle -> CoverRows.of(handle, instance))) {
      areas.add(area(instance, cover.namespace(), cover.prefix()));
    }
    return areas;
  }

  private Area area(String instance, String namespace, String prefix) {
    return new Area(
        prefix,
        policies.show(instance, namespace),
        signers.list(instance, namespace).stream().filter(NamedSigner::isLive).toList());
  }
}
