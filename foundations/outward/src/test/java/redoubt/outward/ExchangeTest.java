package redoubt.outward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;

/** What the other side sends beyond an answer costs no memory. */
final class ExchangeTest {
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final Exchange.Inbox inbox = new Exchange.Inbox();
  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpClientCodec(), inbox);
  private final Exchange exchange =
      new Exchange(
          new Exchange.Line(channel, inbox), Pace.whole(Deadline.in(Duration.ofSeconds(20))));

  ExchangeTest() {
    boolean _ = channel.config().setOption(ChannelOption.ALLOCATOR, memory);
  }

  private void arrives(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    channel.writeInbound(memory.directBuffer(bytes.length).writeBytes(bytes));
  }

  private void assertNothingIsHeld() {
    exchange.drop();
    channel.finishAndReleaseAll();
    ByteBufAllocatorMetric metric = memory.metric();
    assertThat(metric.usedDirectMemory() + metric.usedHeapMemory()).isZero();
  }

  @Test
  void aSwitchToAnotherProtocolIsNoAnswer() {
    arrives(SWITCHED + "raw".repeat(1000));
    assertThatThrownBy(exchange::head)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("protocol");
    arrives("raw".repeat(1000));
    assertNothingIsHeld();
  }

  @Test
  void bytesWhereAnAnswerShouldBeAreNotHeld() {
    boolean _ = channel.pipeline().remove(HttpClientCodec.class) == null;
    arrives("raw".repeat(1000));
    assertThatThrownBy(exchange::head).isInstanceOf(IOException.class);
    assertNothingIsHeld();
  }

  @Test
  void aBodyBeforeItsAnswerIsNotHeld() throws IOException {
    boolean _ = channel.pipeline().remove(HttpClientCodec.class) == null;
    channel.writeInbound(new DefaultHttpContent(memory.directBuffer(4).writeInt(1)));
    channel.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    assertThat(exchange.head().status()).isEqualTo(200);
    assertNothingIsHeld();
  }

  @Test
  void whatComesForNobodyIsNotHeld() {
    Exchange.Inbox nobodys = new Exchange.Inbox();
    EmbeddedChannel other = new EmbeddedChannel(nobodys);
    nobodys.drop();
    other.writeInbound(memory.directBuffer(4).writeInt(1));
    assertNothingIsHeld();
  }

  @Test
  void whatASecondAnswerHoldsGoesWithTheConnection() throws IOException {
    arrives("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(exchange.head().status()).isEqualTo(200);
    arrives("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore");
    assertNothingIsHeld();
  }
}
