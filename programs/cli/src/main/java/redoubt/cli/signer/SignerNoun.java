package redoubt.cli.signer;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt signer}. */
public final class SignerNoun implements Noun {
  @Override
  public String description() {
    return "Signers: who may sign images in a namespace.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt signer add ci --namespace team --key cosign.pub");
  }

  @Override
  public List<String> names() {
    return List.of("add", "list", "show", "revoke");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new SignerAdd();
      case "list" -> new SignerList();
      case "show" -> new SignerShow();
      case "revoke" -> new SignerRevoke();
      default -> throw Noun.unknown(name);
    };
  }
}
