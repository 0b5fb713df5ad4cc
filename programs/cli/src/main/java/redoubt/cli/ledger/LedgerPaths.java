package redoubt.cli.ledger;

import java.util.Optional;
import redoubt.cli.Instances;
import redoubt.cli.Redoubt;
import redoubt.cli.http.Api;

/** Managers look at the ledger through their instance, administrators at the whole. */
final class LedgerPaths {
  private LedgerPaths() {}

  /** The instance's view if one is named, otherwise the whole ledger. */
  static String of(Redoubt redoubt) {
    Api api = redoubt.api();
    Optional<String> instance = redoubt.instance();
    return instance
        .map(name -> "/v1/instances/" + Instances.find(api, Optional.of(name)) + "/ledger")
        .orElse("/v1/ledger");
  }
}
