package redoubt.cli.kms;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt kms}. */
public final class KmsNoun implements Noun {
  @Override
  public String description() {
    return "KMS plugins of Kubernetes.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt kms check --socket /run/redoubt-kms/kms.sock");
  }

  @Override
  public List<String> names() {
    return List.of("check");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "check" -> new KmsCheckCommand();
      default -> throw Noun.unknown(name);
    };
  }
}
