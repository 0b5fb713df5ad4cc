package redoubt.server.registry;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests the one server that tools talk to; it closes after the last test of all. */
final class OpenToolHouse implements ParameterResolver {
  private static final Namespace HERE = Namespace.create(OpenToolHouse.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == ToolHouse.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(HERE)
        .computeIfAbsent(ToolHouse.class, it -> ToolHouse.open(), ToolHouse.class);
  }
}
