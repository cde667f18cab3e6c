using System.CommandLine;
using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary><c>nano trace</c>: the ladder of each connection in a capture, or all of its frames.</summary>
    internal static class TraceCommand
    {
        public static Command Make(Terminal terminal)
        {
            var file = new Argument<string>("FILE") { Description = "A capture (classic pcap) of Ethernet frames or of IP packets." };
            var all = new Option<bool>("--all") { Description = "Show every segment, and fold none." };
            var frames = new Option<bool>("--frames") { Description = "List every frame of any protocol instead, a line each." };
            var command = new Command("trace", "Draws the ladder of each TCP connection in a capture.") { file, all, frames };
            command.SetAction(parsed =>
            {
                string path = parsed.GetRequiredValue(file);
                bool showsAll = parsed.GetValue(all);
                return !parsed.GetValue(frames) ? Run(path, showsAll, terminal)
                    : showsAll ? throw new CliException("--all or --frames, not both")
                    : List(path, terminal);
            });
            return command;
        }

        /// <summary>Draws the ladders of a capture.</summary>
        /// <returns>The exit status.</returns>
        public static int Run(string path, bool showsAll, Terminal terminal)
        {
            var reader = new TraceReader();
            string? fault = Read(path, (packet, medium) => reader.Add(packet, medium));
            if (fault != null && reader.Frames == 0)
            {
                throw new CliException(fault);
            }

            foreach (TracedConnection connection in reader.Connections)
            {
                Draw(connection, showsAll, terminal);
            }

            string others = reader.OtherFrames > 0 ? $", {Quantity.Count(reader.OtherFrames, "frame")} of other kinds" : "";
            terminal.WriteLine($"{Quantity.Count(reader.Connections.Count, "TCP connection")} in {Quantity.Count(reader.Frames, "frame")}{others}.");
            return fault == null ? NanoCommand.Done : throw new CliException($"{fault}; what comes before it is above");
        }

        // Every frame: when it was captured, in seconds since the first, and what it is.
        private static int List(string path, Terminal terminal)
        {
            long? start = null;
            string? fault = Read(path, (packet, medium) =>
            {
                start ??= packet.Microseconds;
                terminal.WriteLine(new StyledText()
                    .Add($"{Quantity.Seconds(packet.Microseconds - start.Value),9}  ", Tone.Faint)
                    .Add(FrameText.Describe(packet.Bytes, medium), Tone.Normal));
            });
            return fault == null ? NanoCommand.Done
                : throw new CliException(start == null ? fault : $"{fault}; what comes before it is above");
        }

        /// <summary>Reads a capture, a frame after the other.</summary>
        /// <returns>What is wrong with the file, or null; the frames before it have been told.</returns>
        internal static string? Read(string path, Action<PcapPacket, LinkMedium> add)
        {
            if (path.Length == 0)
            {
                throw new CliException("which file? FILE should be a capture");
            }

            try
            {
                using var capture = new PcapReader(path);
                LinkMedium medium = TraceReader.MediumOf(capture);
                while (capture.Read() is { } packet)
                {
                    add(packet, medium);
                }

                return null;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return $"there is no file '{path}'";
            }
            catch (UnauthorizedAccessException)
            {
                return Directory.Exists(path) ? $"'{path}' is a directory; name a capture file in it" : $"'{path}' may not be read by this user";
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                return $"'{path}' is no capture that can be read: {e.Message.TrimEnd('.')}";
            }
        }

        private static void Draw(TracedConnection connection, bool showsAll, Terminal terminal)
        {
            var renderer = new LadderRenderer(terminal.IsRich, terminal.Width);
            Conversation conversation = connection.Conversation;
            terminal.WriteLine(new StyledText().Add($"Connection {conversation.Number}", Tone.Strong));
            foreach (StyledText line in renderer.Head(conversation, "", ""))
            {
                terminal.WriteLine(line);
            }

            foreach (LadderEntry entry in showsAll ? connection.Rows : LadderFolder.Fold(connection.Rows))
            {
                terminal.WriteLine(renderer.Draw(entry));
            }

            terminal.WriteLine($"{Summary("left to right", conversation.Left)}; {Summary("right to left", conversation.Right)}.");
            terminal.WriteLine();
        }

        private static string Summary(string way, Speaker speaker)
        {
            string again = speaker.Retransmissions > 0 ? $", {Quantity.Count(speaker.Retransmissions, "retransmission")}" : "";
            return $"{way} {Quantity.Count(speaker.Segments, "segment")}, {Quantity.Bytes(speaker.Bytes)}{again}";
        }
    }
}
