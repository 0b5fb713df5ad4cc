package redoubt.cli.namespace;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt namespace}. */
public final class NamespaceNoun implements Noun {
  @Override
  public String description() {
    return "Namespaces: the first part of the names of an instance's images.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt namespace add team");
  }

  @Override
  public List<String> names() {
    return List.of("add", "list", "set", "upstream", "trust-key", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new NamespaceAdd();
      case "list" -> new NamespaceList();
      case "set" -> new NamespaceSet();
      case "upstream" -> new NamespaceUpstream();
      case "trust-key" -> new NamespaceTrustKey();
      case "remove" -> new NamespaceRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
