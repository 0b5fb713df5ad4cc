package redoubt.cli.admission;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt admission}. */
public final class AdmissionNoun implements Noun {
  @Override
  public String description() {
    return "Clusters whose API servers ask which images may run.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt admission install prod | kubectl apply -f -");
  }

  @Override
  public List<String> names() {
    return List.of("install", "list", "check", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "install" -> new AdmissionInstall();
      case "list" -> new AdmissionList();
      case "check" -> new AdmissionCheck();
      case "remove" -> new AdmissionRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
