using System.CommandLine;
using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary><c>nano trace</c>: the ladder of each connection in a capture.</summary>
    internal static class TraceCommand
    {
        public static Command Make(Terminal terminal)
        {
            var file = new Argument<string>("FILE") { Description = "A capture (classic pcap) of Ethernet frames or of IP packets." };
            var all = new Option<bool>("--all") { Description = "Show every segment, and fold none." };
            var command = new Command("trace", "Draws the ladder of each TCP connection in a capture.") { file, all };
            command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetValue(all), terminal));
            return command;
        }

        /// <summary>Draws the ladders of a capture.</summary>
        /// <returns>The exit status.</returns>
        public static int Run(string path, bool showsAll, Terminal terminal)
        {
            if (path.Length == 0)
            {
                throw new CliException("which file? FILE should be a capture");
            }

            var reader = new TraceReader();
            string? fault = Read(path, reader);
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

        /// <returns>What is wrong with the file, or null.</returns>
        private static string? Read(string path, TraceReader reader)
        {
            try
            {
                using var capture = new PcapReader(path);
                LinkMedium medium = TraceReader.MediumOf(capture);
                while (capture.Read() is { } packet)
                {
                    reader.Add(packet, medium);
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
