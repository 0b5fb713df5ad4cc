package redoubt.cli.policy;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt policy}. */
public final class PolicyNoun implements Noun {
  @Override
  public String description() {
    return "Policies that say which images clusters run: ours, Portieris' and IBM's before it.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "redoubt policy test policies.yaml --image registry.example.org/team/app:v1",
        "redoubt policy explain policies.yaml --image nginx",
        "redoubt policy rehearse policies.yaml --cluster prod",
        "redoubt policy impact --revoke ci --namespace team");
  }

  @Override
  public List<String> names() {
    return List.of("test", "explain", "convert", "rehearse", "impact", "node");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "test" -> new PolicyTest();
      case "explain" -> new PolicyExplain();
      case "convert" -> new PolicyConvert();
      case "rehearse" -> new PolicyRehearse();
      case "impact" -> new PolicyImpact();
      case "node" -> new PolicyNode();
      default -> throw Noun.unknown(name);
    };
  }
}
