package redoubt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Output;

/** What every command can reach. */
public abstract class Verb implements Callable<Integer> {
  private @Nullable CommandSpec spec;

  /** Says which command of the tree this is. */
  final void stand(CommandSpec as) {
    spec = as;
  }

  protected final CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("this command is not part of a command line");
    }
    return spec;
  }

  protected final Redoubt redoubt() {
    return (Redoubt) spec().root().userObject();
  }

  protected final Terminal terminal() {
    return redoubt().terminal();
  }

  protected final Output output() {
    return redoubt().output();
  }

  protected final Api api() {
    return redoubt().api();
  }

  /** The id of the instance that the command is about. */
  protected final String instance() {
    return Instances.find(api(), redoubt().instance());
  }

  protected static String encoded(String segment) {
    return Api.escaped(segment);
  }

  protected static ObjectNode object() {
    return JsonText.object();
  }

  protected static JsonNode items(JsonNode answer) {
    return answer.path("items");
  }

  /** Something about the command as typed is wrong. */
  protected final ParameterException wrongUsage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }
}
