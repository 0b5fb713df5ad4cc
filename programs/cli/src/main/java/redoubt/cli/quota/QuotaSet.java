package redoubt.cli.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.http.Api;
import redoubt.cli.text.ByteCount;

/** Sets limits. */
@Command(
    name = "set",
    description = {
      "Sets limits for the images of an instance; what is not given stays.",
      "Limits of one namespace are set with redoubt namespace set."
    },
    footer = {"Example:", "  redoubt quota set --storage 50GiB --traffic none"})
public final class QuotaSet extends QuotaVerb {
  @Option(
      names = "--storage",
      paramLabel = "BYTES",
      description = "Most that is stored, such as 500M or 5GiB; none for no limit.")
  @Nullable String storage;

  @Option(
      names = "--traffic",
      paramLabel = "BYTES",
      description = "Most that is pulled in a calendar month of UTC; none for no limit.")
  @Nullable String traffic;

  @Override
  public Integer call() {
    if (storage == null && traffic == null) {
      throw wrongUsage("Give --storage, --traffic or both.");
    }
    ObjectNode wish = object();
    ObjectNode limit = wish.putObject("limit");
    if (storage != null) {
      limit.set("store", ByteCount.json(ByteCount.parse(storage)));
    }
    if (traffic != null) {
      limit.set("traffic", ByteCount.json(ByteCount.parse(traffic)));
    }
    show(api().json(Api.Call.of("PUT", quota()).with(wish)));
    return 0;
  }
}
