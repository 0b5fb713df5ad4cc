package redoubt.cli.robot;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt robot}. */
public final class RobotNoun implements Noun {
  @Override
  public String description() {
    return "Robots: programs that push and pull images, with keys that expire.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt robot add ci --namespace team --role writer --expires 90d");
  }

  @Override
  public List<String> names() {
    return List.of("add", "list", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new RobotAdd();
      case "list" -> new RobotList();
      case "remove" -> new RobotRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
